// The Worker's entry: its handler and its Durable Objects.
import { createApp } from "./app.ts";

export { AgentObject } from "./durable-objects/agent-object.ts";
export { LimitObject } from "./durable-objects/limit-object.ts";
export { SessionObject } from "./durable-objects/session-object.ts";

export default createApp();
