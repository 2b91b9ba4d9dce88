// Whom and when a rule is for: agents, users, roles, models, endpoints, a share of the traffic.
import { isInShare } from "../conditions/cohort.ts";
import { compileSchedule, isWithinSchedule } from "../conditions/schedule.ts";
import { compileGlobs, optionalGlobs } from "../glob.ts";
import type { Rule } from "../schema/document.ts";
import type { Situation } from "../situation.ts";
import { ambiguousMembers } from "./ambiguous-members.ts";

/** Tells whether a rule is for an exchange. */
export type Scope = (situation: Situation) => boolean;

/**
 * The scope of a rule beside its agents; null where it is for every exchange. Evaluated once per
 * exchange, when the request has been read.
 */
export function compileScope(rule: Rule): Scope | null {
  const scopes = [
    userScope(rule),
    rolesScope(rule),
    modelScope(rule),
    endpointScope(rule),
    shareScope(rule),
    scheduleScope(rule),
  ].filter((scope) => scope !== null);
  if (scopes.length === 0) return null;
  return (situation) => scopes.every((isFor) => isFor(situation));
}

function userScope({ users }: Rule): Scope | null {
  if (users === undefined) return null;
  const isMeant = compileGlobs(users);
  return ({ user }) => user.id !== null && isMeant(user.id);
}

function rolesScope({ roles, except_roles: excepted }: Rule): Scope | null {
  if (roles === undefined && excepted === undefined) return null;
  const isMeant = roles ? compileGlobs(roles) : null;
  const isExcepted = optionalGlobs(excepted, false);
  return ({ user }) =>
    (isMeant === null || user.roles.some(isMeant)) && !user.roles.some(isExcepted);
}

function modelScope({ models }: Rule): Scope | null {
  if (models === undefined) return null;
  const isMeant = compileGlobs(models);
  // A connection may name its model later, and a stored run none at all: then the rule holds.
  return (situation) => {
    const { model } = situation;
    if (model === null || isMeant(model)) return true;
    // Which of two names a server reads is not known.
    return ambiguousMembers(situation, ["model"]).length > 0;
  };
}

function endpointScope({ endpoints, except_endpoints: excepted }: Rule): Scope | null {
  if (endpoints === undefined && excepted === undefined) return null;
  const isMeant = optionalGlobs(endpoints, true);
  const isExcepted = optionalGlobs(excepted, false);
  return ({ endpoint }) => isMeant(endpoint) && !isExcepted(endpoint);
}

function shareScope({ name, sample, rollout }: Rule): Scope | null {
  if (sample === undefined && rollout === undefined) return null;
  return ({ id, session, user, agent }) => {
    const cohort = session ?? user.id ?? agent.id;
    return (
      (sample === undefined || isInShare({ salt: name, text: id, share: sample / 100 })) &&
      (rollout === undefined || isInShare({ salt: name, text: cohort, share: rollout / 100 }))
    );
  };
}

function scheduleScope({ schedule }: Rule): Scope | null {
  if (schedule === undefined) return null;
  const compiled = compileSchedule(schedule);
  return ({ at }) => isWithinSchedule(compiled, at);
}
