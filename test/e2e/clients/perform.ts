// Has a client do a task against a scripted model, and notes what it let its user hear and execute.
import type { Script } from "../scripted-upstream.ts";
import type { Scene } from "../stack.ts";
import { model, type Turn } from "../wire.ts";
import type { Answer, Client, Tool } from "./client.ts";

/** A prompt that nothing is wrong with. */
export const HARMLESS = "How did sales go in each region?";

/** What the upstream names its answers: the gateway's own id must reach the client all the same. */
const UPSTREAM = { "x-request-id": "req_upstream" };

/** Has a client do a task with tools that note that they ran. */
export async function perform(
  client: Client,
  scene: Scene,
  { prompt = HARMLESS, result = "EMEA: 7" }: { readonly prompt?: string; readonly result?: string },
): Promise<{
  readonly outcome: { readonly answer: Answer } | { readonly error: unknown };
  readonly ran: readonly string[];
  readonly heard: string;
}> {
  const ran: string[] = [];
  let heard = "";
  const noting = (name: string, argument: string): Tool => ({
    name,
    description: "A tool",
    argument,
    run: () => {
      ran.push(name);
      return result;
    },
  });
  const tools = [noting("query_database", "sql"), noting("search_docs", "q")];
  const hear = (text: string) => void (heard += text);
  try {
    const answer = await client.run({ scene, prompt, tools, hear });
    return { outcome: { answer }, ran, heard };
  } catch (error) {
    return { outcome: { error }, ran, heard };
  }
}

/** A model that takes one turn before a tool has answered and another after. */
export function agentModel({ first, last }: { readonly first: Turn; readonly last: Turn }): Script {
  return (call) => {
    const body = call.body.toString();
    const turn = /"role":"tool"|"type":"function_call_output"/.test(body) ? last : first;
    const { text } = turn;
    // Clients that parse the answer ask for its shape.
    const isStructured = body.includes('"json_schema"') && text !== undefined;
    const shaped = isStructured ? { ...turn, text: JSON.stringify({ answer: text }) } : turn;
    return model(shaped, UPSTREAM)(call);
  };
}
