// The Worker's entry: its handler and its Durable Objects.
import { createApp } from "./app.ts";
import { installModel } from "./detect/injection/classifier/model.ts";
import weights from "./detect/injection/classifier/weights.bin";

export { AgentObject } from "./durable-objects/agent-object.ts";
export { LimitObject } from "./durable-objects/limit-object.ts";
export { SessionObject } from "./durable-objects/session-object.ts";

installModel(weights);

export default createApp();
