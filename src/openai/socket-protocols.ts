// Which protocol is spoken on a connection.
import { live } from "./live.ts";
import { realtime } from "./realtime.ts";
import { responsesSocket } from "./responses-socket.ts";
import type { SocketProtocol } from "./socket-protocol.ts";

/** By the name of the surface, as the surface table has it. */
const PROTOCOLS: ReadonlyMap<string, SocketProtocol> = new Map([
  ["responses", responsesSocket],
  ["live", live],
]);

/** The protocol of a surface; Realtime's reader is also the one for events that nobody knows. */
export function socketProtocolOf(surface: string): SocketProtocol {
  return PROTOCOLS.get(surface) ?? realtime;
}
