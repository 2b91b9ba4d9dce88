// Every file of workerd tests starts from the migrated, empty schema, and has the weights that ship.
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { installModel } from "../../src/detect/injection/classifier/model.ts";
import weights from "../../src/detect/injection/classifier/weights.bin";

const { DB, TEST_MIGRATIONS } = env as unknown as {
  DB: D1Database;
  TEST_MIGRATIONS: Parameters<typeof applyD1Migrations>[1];
};
await applyD1Migrations(DB, TEST_MIGRATIONS);
installModel(weights);
