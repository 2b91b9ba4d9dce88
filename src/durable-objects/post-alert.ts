// Delivers one alert: HTTPS, signed with the tenant's own key, without following redirects.
import { isWebhookUrl } from "../domain/alert.ts";
import { signAlert, type MasterKeys } from "../storage/vault.ts";
import type { AlertMessage } from "./alert-queue.ts";

/** How long a webhook may take to say that it has an alert. */
const TIMEOUT_MS = 5_000;

/**
 * Posts an alert; whether the webhook took it, by any status of 200 to 299. The signature is made
 * when it is sent: a receiver may refuse old ones. Never rejects.
 */
export async function postAlert(
  { tenant, url, body }: AlertMessage,
  { master, now }: { readonly master: MasterKeys; readonly now: number },
): Promise<boolean> {
  if (!isWebhookUrl(url)) return false;
  const abort = new AbortController();
  // A timer that is not cleared would keep the object awake.
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const at = Math.floor(now / 1_000);
    const signature = await signAlert(master, tenant, `${at}.${body}`);
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "edgewarden",
        "x-edgewarden-signature": `t=${at},v1=${signature}`,
      },
      body,
      redirect: "manual",
      signal: abort.signal,
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // It cannot be reached, or is too slow: the queue tries again.
    return false;
  } finally {
    clearTimeout(timer);
  }
}
