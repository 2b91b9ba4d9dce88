// The policy in force for agents whose tenant names none: `policies/default.yaml` as data, so that
// no YAML is parsed on the way to a first request. A test holds the two equal.
import type { Policy } from "./schema/document.ts";

export const DEFAULT_POLICY: Policy = {
  version: "1.0",
  mode: "enforce",
  defaults: {
    on_error: "fail_closed",
    uninspected: "allow",
    blocked_calls: "block",
    explain: true,
    realtime_audio: "hold",
  },
  rules: [
    {
      name: "block-prompt-injection",
      scanner: "prompt_injection",
      action: "block",
      severity: "critical",
      except_endpoints: ["moderations", "embeddings"],
      direction: "input",
    },
    {
      name: "block-dangerous-arguments",
      scanner: "arguments",
      action: "block",
      severity: "critical",
      threshold: 0.8,
    },
    {
      name: "flag-odd-calls",
      scanner: "arguments",
      types: ["undeclared_tool", "schema_violation", "unknown_property", "schema_changed"],
      threshold: 0.5,
      action: "flag",
      severity: "medium",
    },
    {
      name: "redact-secrets-in-answers",
      scanner: "secrets",
      action: "redact",
      severity: "high",
      direction: "output",
      threshold: 0.5,
    },
    {
      name: "flag-personal-data",
      scanner: "pii",
      action: "flag",
      severity: "medium",
      direction: "both",
      threshold: 0.5,
    },
    {
      name: "flag-data-on-its-way-out",
      scanner: "data_exfiltration",
      action: "flag",
      severity: "high",
      direction: "output",
      threshold: 0.8,
    },
    {
      name: "flag-told-system-prompt",
      scanner: "prompt_leak",
      action: "flag",
      severity: "high",
      direction: "output",
      threshold: 0.8,
      min_words: 10,
    },
    {
      name: "block-stolen-data",
      scanner: "data_flow",
      action: "block",
      severity: "critical",
      threshold: 0.9,
    },
    {
      name: "flag-odd-flows",
      scanner: "data_flow",
      action: "flag",
      severity: "medium",
      threshold: 0.5,
    },
  ],
};
