// Planted instructions and their mirrors: the same carrier with an attack, clean, and with words of the
// attack where they belong.
import type { Random } from "../random.ts";
import type { Generator, Row, TextPools } from "../row.ts";
import { carrierOf, type Carrier } from "./tool-carriers.ts";
import type { Speaker } from "./tool-grammar.ts";
import { letterCarrier } from "./tool-mail.ts";
import { attackRow, benignRow, ROW_CHARS_MAX } from "./tool-rows.ts";
import { toolSpeaker } from "./tool-speaker.ts";
import { wearOf } from "./tool-wear.ts";

/** A family of attacks. */
export interface Family {
  readonly name: string;
  /** What is planted. */
  plant(speak: Speaker): string;
  /** Much the same words, harmless. */
  mirror(speak: Speaker): string;
  /** Where it stands, if not anywhere. */
  carrier?(speak: Speaker, pools: TextPools): Carrier;
  /** ISO 639-1 of a plant; English without. */
  readonly lang?: string;
}

/** Share of attacks that stand alone, without a carrier. */
const BARE = 0.12;

/** Rows of a family: each attack with its clean twin or a mirrored one in the same carrier, or both. */
export function planted(family: Family): Generator {
  return plantedFrom(() => family);
}

/** The same of several families; which comes next is chance. No text comes twice. */
export function plantedFrom(next: (random: Random) => Family): Generator {
  return (random, pools, count) => {
    const speak = toolSpeaker(random);
    const seen = new Set<string>();
    const rows: Row[] = [];
    while (rows.length < count) {
      for (const row of twins(next(random), speak, pools)) {
        if (row.text.trim() === "" || seen.has(row.text) || rows.length === count) continue;
        seen.add(row.text);
        rows.push(row);
      }
    }
    return rows;
  };
}

function twins(family: Family, speak: Speaker, pools: TextPools): Row[] {
  const { random } = speak;
  const { name, lang } = family;
  const plant = family.plant(speak);
  const mirror = family.mirror(speak);
  const isBare = random.chance(BARE);
  const carrier = isBare ? bareCarrier(mirror) : fitting(family, speak, pools, plant);
  const worn = wearOf(random);
  const attack = attackRow(name, worn(carrier(plant)), lang);
  const mirrored = benignRow(name, worn(carrier(mirror)), lang);
  const kind = random.next();
  if (isBare || kind < 0.5) return [attack, mirrored];
  const clean = benignRow(name, worn(carrier()), lang);
  return kind < 0.75 ? [attack, clean] : [attack, mirrored, clean];
}

/** Letters too, for what no letter asks of a human. */
function anyCarrier(speak: Speaker, pools: TextPools): Carrier {
  return speak.random.chance(0.1) ? letterCarrier(speak) : carrierOf(speak, pools);
}

function bareCarrier(clean: string): Carrier {
  return (plant) => plant ?? clean;
}

/** A carrier that still holds the whole plant within the bounds of a row. */
function fitting(family: Family, speak: Speaker, pools: TextPools, plant: string): Carrier {
  for (;;) {
    const carrier = family.carrier?.(speak, pools) ?? anyCarrier(speak, pools);
    if (carrier(plant).length <= ROW_CHARS_MAX) return carrier;
  }
}
