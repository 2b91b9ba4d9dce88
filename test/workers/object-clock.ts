// What tests of objects do with them beside calling them: move the clock that they read, look into
// their storage, change what they are bound to.
import { runInDurableObject } from "cloudflare:test";
import { afterEach, vi } from "vitest";

const now = Date.now.bind(Date);
let aheadMs = 0;

/** Moves the clock that the objects read, so that nothing is waited for, until the test ends. */
export function later(ms: number): void {
  aheadMs += ms;
  vi.spyOn(Date, "now").mockImplementation(() => now() + aheadMs);
}

afterEach(() => {
  aheadMs = 0;
  vi.restoreAllMocks();
});

// What an object is a class of does not matter here, and its type does not pass without a cast.
type Stub = DurableObjectStub;

/** Keys of an object's storage that begin so. */
export function storedKeys(stub: object, prefix = ""): Promise<string[]> {
  return runInDurableObject(stub as Stub, async (_, state) => [
    ...(await state.storage.list({ prefix })).keys(),
  ]);
}

/** In how many milliseconds an object's alarm rings; `Infinity` where none is set. */
export function alarmIn(stub: object): Promise<number> {
  return runInDurableObject(stub as Stub, async (_, state) => {
    return ((await state.storage.getAlarm()) ?? Infinity) - Date.now();
  });
}

/** Changes what an object is bound to, until it is evicted. */
export async function rebind(
  stub: object,
  bindings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await runInDurableObject(stub as Stub, (instance) => {
    // The platform keeps the bindings there; only its type says that they are protected.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const { env: bound } = instance as unknown as { readonly env: object };
    Object.assign(instance, { env: { ...bound, ...bindings } });
  });
}

/** A database that is not there. */
export const BROKEN_DB = {
  prepare() {
    throw new Error("D1 is down");
  },
};
