// Drives a server with the client of the protocol's own SDK and prints what it saw, as JSON.
// Arguments: the server's command line.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [command, ...args] = process.argv.slice(2);
const transport = new StdioClientTransport({ command, args, env: process.env, stderr: "inherit" });
const client = new Client({ name: "npm", version: "1" });
const seen = { errors: [] };
client.onerror = (e) => seen.errors.push(String(e));
await client.connect(transport);

seen.tools = (await client.listTools()).tools.map((tool) => tool.name);

seen.progress = [];
seen.run = await client.callTool(
  { name: "execute_workflow", arguments: { workflow_id: "wf_note", inputs: { city: "Zürich – 北京", path: process.env.NOTE } } },
  undefined,
  { onprogress: (p) => seen.progress.push(`${p.progress}/${p.total} ${p.message}`) },
);
seen.read = await client.callTool({
  name: "get_workflow_execution",
  arguments: { execution_id: seen.run.structuredContent.id },
});
seen.byName = await client.callTool({ name: "wf_note", arguments: { city: "Bern" } });
seen.check = await client.callTool({
  name: "check_workflow",
  arguments: {
    definition: {
      name: "Typo",
      steps: [{ step_number: 1, tool_id: "fs/write_file", input_mapping: { paht: "a", content: "{{input.city}}" } }],
    },
  },
});
seen.none = await client.callTool({ name: "get_workflow_execution", arguments: { execution_id: "none" } });

// A cancelled request: the run with its key is found cancelled.
const slow = { name: "execute_workflow", arguments: { workflow_id: "slow", idempotency_key: "k" } };
const abort = new AbortController();
await client
  .callTool(slow, undefined, { signal: abort.signal, onprogress: () => abort.abort() })
  .catch((e) => (seen.aborted = String(e)));
seen.slow = await client.callTool(slow);

await client.close();
process.stdout.write(JSON.stringify(seen));
