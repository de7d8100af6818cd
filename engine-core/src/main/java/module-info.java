/** The engine. */
module dev.sluice.core {
  requires transitive com.fasterxml.jackson.databind;
  requires com.github.mustachejava;
  requires org.slf4j;
  requires static org.jspecify;

  exports dev.sluice.error;
  exports dev.sluice.limit;
  exports dev.sluice.template;
}
