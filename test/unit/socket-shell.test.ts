// The parts of a WebSocket's shell that need no socket: where browsers put what others have in
// headers, and the rate of events.
import { describe, expect, it } from "vitest";
import { createRate } from "../../src/gateway/rate.ts";
import { readSocketRequest } from "../../src/gateway/socket-request.ts";

function asked(query: string, headers: Readonly<Record<string, string>>): Request {
  const url = `https://gateway.test/v1/realtime${query}`;
  return readSocketRequest(new Request(url, { headers: { upgrade: "websocket", ...headers } }));
}

describe("a request for a WebSocket", () => {
  it("has its key, account and routing in headers, and nowhere else", () => {
    const request = asked(
      "?edgewarden-agent=bot&model=a%20b&edgewarden-session=s%201&x=&edgewarden-user=u@x.test",
      {
        "sec-websocket-protocol":
          "realtime, openai-insecure-api-key.ew_key, openai-organization.org_1,openai-project.p",
      },
    );
    expect(new URL(request.url).search).toBe("?model=a%20b&x=");
    expect(Object.fromEntries(request.headers)).toEqual({
      upgrade: "websocket",
      "sec-websocket-protocol": "realtime",
      authorization: "Bearer ew_key",
      "openai-organization": "org_1",
      "openai-project": "p",
      "x-edgewarden-agent": "bot",
      "x-edgewarden-session": "s 1",
      "x-edgewarden-user": "u@x.test",
    });
  });

  it("has its own headers before what browsers can say", () => {
    const request = asked("?edgewarden-agent=other", {
      "x-edgewarden-agent": "bot",
      authorization: "Bearer mine",
      "sec-websocket-protocol": "openai-insecure-api-key.theirs",
    });
    expect(request.headers.get("authorization")).toBe("Bearer mine");
    expect(request.headers.get("x-edgewarden-agent")).toBe("bot");
    expect(request.headers.has("sec-websocket-protocol")).toBe(false);
    expect(new URL(request.url).search).toBe("");
  });

  it.each(["?edgewarden-agents=x&a=edgewarden-agent=y", "?a=%3Fedgewarden-user=1"])(
    "keeps parameters that only look alike: %s",
    (query) => {
      expect(new URL(asked(query, {}).url).search).toBe(query);
    },
  );

  it("is the same object where no WebSocket is asked for", () => {
    const request = new Request("https://gateway.test/v1/models?edgewarden-agent=x");
    expect(readSocketRequest(request)).toBe(request);
  });
});

describe("a rate", () => {
  it("lets a burst pass, and then so many a second", () => {
    const rate = createRate({ burst: 3, perSecond: 2, now: 0 });
    const taken = [0, 0, 0, 0, 499, 500, 501, 999, 1_000].map((now) => rate.take(now));
    expect(taken).toEqual([true, true, true, false, false, true, false, false, true]);
  });

  it("never saves up more than its burst, and gains nothing from a clock set back", () => {
    const rate = createRate({ burst: 2, perSecond: 1_000, now: 0 });
    const taken = [9_000, 9_000, 9_000, 0, 9_000].map((now) => rate.take(now));
    expect(taken).toEqual([true, true, false, false, false]);
  });
});
