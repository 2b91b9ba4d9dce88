// Every file of unit tests has the weights that ship.
import { installWeights } from "../../scripts/install-weights.ts";

installWeights();
