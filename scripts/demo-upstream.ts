// The demo's model API: a third-party mock server with fixtures for what there is to see. It is
// chosen by what the user says, so that the commands on the screen need nothing else.
import { LLMock } from "@copilotkit/aimock";

/** A mock upstream that answers. */
export interface DemoUpstream {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** Starts the mock on a port; 0 takes any free one. */
export async function startDemoUpstream(port: number): Promise<DemoUpstream> {
  const mock = new LLMock({ port, host: "127.0.0.1", logLevel: "silent", chunkSize: 8 });
  mock
    .onMessage("drop the users table", call("query_database", { sql: "DROP TABLE users;" }))
    .onMessage(
      "revenue by region",
      call("query_database", { sql: "SELECT region, SUM(total) FROM orders GROUP BY region" }),
    )
    .onMessage("deploy key", {
      content: `The deploy key is ghp_${"a1B2c3D4e5".repeat(4)} and it expires in May.`,
    })
    .onMessage(/.*/, { content: "Q4 sales were 1.2 million euros, up 8 percent on the year." });
  const url = await mock.start();
  return { baseUrl: `${url}/v1`, stop: () => mock.stop() };
}

function call(name: string, args: object) {
  return { toolCalls: [{ name, arguments: JSON.stringify(args) }] };
}
