// Plain orders in tools' results: no override words at all, only an action where none belongs.
import { recordCarrier, carrierOf } from "./tool-carriers.ts";
import { mirrorOrder, plainOrder } from "./tool-orders.ts";
import { planted } from "./tool-planted.ts";

/** Orders in fields of records, mostly. */
export const toolPlain = planted({
  name: "plain",
  plant: (speak) => plainOrder(speak),
  mirror: (speak) => mirrorOrder(speak),
  carrier: (speak, pools) =>
    speak.random.chance(0.6) ? recordCarrier(speak) : carrierOf(speak, pools),
});
