// `policy pin`: the digests of the tools that a request declares, as `tool_definitions` pins them.
import { toolFingerprintText } from "../../src/domain/declared-tool.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";
import { parseObject } from "../../src/openai/protocol.ts";
import { sha256Hex } from "../../src/storage/encoding.ts";
import { readInput, type Command } from "./command.ts";

export const pinCommand: Command = {
  usage: "pin < request.json",
  async run(args) {
    if (args.length > 0) return null;
    const body = parseObject(await readInput());
    if (body === null) {
      console.error("standard input is not a JSON object");
      return 2;
    }
    const { tools, isCut } = readDeclaredTools(body);
    console.log("pins:");
    for (const tool of tools) {
      console.log(`  ${JSON.stringify(tool.name)}: ${await sha256Hex(toolFingerprintText(tool))}`);
    }
    if (isCut) console.error("the request declares more tools than are read");
    return isCut ? 1 : 0;
  },
};
