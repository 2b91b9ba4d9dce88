export function policyReference(): string {
  return "";
}
