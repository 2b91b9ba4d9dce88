// The body of a request, as far as it must be known before the exchange is admitted: JSON is read
// whole, a form is read later while it streams, and all else passes byte for byte.
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { readBoundary } from "../openai/multipart-head.ts";
import type { RequestFacts } from "../openai/protocol.ts";
import type { Surface } from "../openai/surface.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { JsonBody } from "../inspection/json-body.ts";
import { readJsonRequest } from "./body.ts";
import { readInlineFiles, worseInspection, type InlineFiles } from "../inspection/inline-files.ts";
import { formRefusal } from "../inspection/inspect-form.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";

/** A request's body as inspection needs it. */
export type ReadRequest = PassedRequest | JsonRequest | FormRequest;

/** A body that passes byte for byte. */
interface PassedRequest {
  readonly body: null;
  readonly facts: null;
  readonly inspection: "nothing" | "uninspected" | "off";
}

/** A multipart form, which is read while it streams. */
interface FormRequest {
  readonly body: null;
  readonly facts: null;
  readonly inspection: "inspected";
  readonly boundary: string;
}

/** A body that was read as JSON. */
export interface JsonRequest {
  readonly body: JsonBody;
  readonly facts: RequestFacts;
  /** The files that stand in it; null where there are none. */
  readonly files: InlineFiles | null;
  /** `uninspected` where some of it is in a form that nobody here can read. */
  readonly inspection: "inspected" | "uninspected" | "degraded";
}

/**
 * Reads the body of a request, or tells how it passes. Refuses what cannot be inspected where the
 * policy does not let that pass. Rejects if the body breaks off.
 */
export async function readRequest(
  request: Request,
  surface: Surface,
  policy: AgentPolicy,
): Promise<Result<ReadRequest, Refusal>> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") {
    return err(REFUSALS.unsupportedEncoding);
  }
  if (policy.mode === "off") return ok(passed("off"));
  const { forbidsUninspected } = policy;
  const reader = requestReader(request, surface);
  if (forbidsUninspected && (reader === "opaque" || surface.answer === "opaque")) {
    return err(REFUSALS.uninspectedSurface);
  }
  if (reader === "opaque") return ok(passed("uninspected"));
  if (reader === "form") return readForm(request);
  if (reader === "nothing") return ok(passed("nothing"));
  const read = await readJson(request, surface, policy);
  const unread = read.ok ? read.value.facts.unread : null;
  return unread !== null && forbidsUninspected
    ? err({ ...REFUSALS.uninspectedSurface, param: unread })
    : read;
}

function passed(inspection: PassedRequest["inspection"]): PassedRequest {
  return { body: null, facts: null, inspection };
}

type RequestReader = "json" | "form" | "nothing" | "opaque";

/** How the body of this request is read: as its surface says, else as its type says. */
function requestReader(request: Request, surface: Surface): RequestReader {
  if (isBodiless(request) || surface.request === "nothing") return "nothing";
  if (surface.request === "json") return "json";
  if (request.body === null) return "nothing";
  const type = request.headers.get("content-type") ?? "application/json";
  if (/^\s*multipart\//i.test(type)) return "form";
  return /^\s*application\/(?:[\w.-]+\+)?json\b/i.test(type) ? "json" : "opaque";
}

/** Whether a request has nothing to inspect; some POSTs (cancel) come without a body. */
function isBodiless({ method, headers }: Request): boolean {
  return method === "GET" || method === "HEAD" || headers.get("content-length") === "0";
}

function readForm({ headers }: Request): Result<FormRequest, Refusal> {
  const boundary = readBoundary(headers.get("content-type") ?? "");
  if (!boundary.ok) return err(formRefusal(boundary.error));
  return ok({ body: null, facts: null, inspection: "inspected", boundary: boundary.value });
}

async function readJson(
  request: Request,
  { protocol }: Surface,
  policy: AgentPolicy,
): Promise<Result<JsonRequest, Refusal>> {
  const body = await readJsonRequest(request);
  if (!body.ok) return err(body.error);
  const facts = protocol.readRequest(body.value.json);
  if (!facts.ok) {
    const { message, param } = facts.error;
    return err({ status: 400, code: "invalid_type", message, param });
  }
  const read = await readInlineFiles(policy, body.value.json, facts.value);
  if (!read.ok) return err(read.error);
  const files = read.value;
  const segments = files?.segments ?? facts.value.segments;
  if (segments.length > LIMITS.segmentsMax) return err(REFUSALS.tooManySegments);
  return ok({
    body: body.value,
    facts: { ...facts.value, segments },
    files,
    inspection: worseInspection(
      files?.inspection ?? "inspected",
      facts.value.unread === null ? "inspected" : "uninspected",
    ),
  });
}
