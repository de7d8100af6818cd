/** The engine: definitions, templates, plans, runs, records and the in-memory store. */
module dev.sluice.core {
  requires transitive com.fasterxml.jackson.databind;
  requires com.github.mustachejava;
  requires org.slf4j;
  requires static org.jspecify;

  exports dev.sluice;
  exports dev.sluice.error;
  exports dev.sluice.execution;
  exports dev.sluice.host;
  exports dev.sluice.limit;
  exports dev.sluice.schema;
  exports dev.sluice.store;
  exports dev.sluice.template;
  exports dev.sluice.tool;
  exports dev.sluice.workflow;

  uses dev.sluice.tool.ToolInvoker;
}
