import type { Secret, Secrets } from '../core/secret.ts';
import type { Clock } from '../core/time.ts';
import { slackUrl } from './address.ts';
import { Asking, type World } from './asking.ts';
import { Channels } from './channels.ts';
import { Line } from './line.ts';
import { Lookout } from './look.ts';
import { Pace } from './pace.ts';
import { Speaker, type Workspace } from './speaker.ts';

interface Shared extends Workspace {
  readonly pace: Pace;
}

/** By who tells the time, so that all of this process have one, and each test its own. */
const workspaces = new WeakMap<Clock, Map<string, Shared>>();

/** Slack as a bot sees it that has this token; nobody is asked before something is to be said. */
export function slackBy(token: Secret, context: World & { readonly secrets: Secrets }): Speaker {
  const url = slackUrl();
  const workspace = sharedBy(context.clock, `${url} ${token.secret}`);
  const line = new Line(url, (how) => context.secrets.read(token, how));
  return new Speaker(new Asking(line, workspace.pace, context), workspace);
}

function sharedBy(clock: Clock, name: string): Shared {
  const all = workspaces.get(clock) ?? new Map<string, Shared>();
  workspaces.set(clock, all);
  const shared = all.get(name) ?? { pace: new Pace(clock), channels: new Channels(), lookout: new Lookout() };
  all.set(name, shared);
  return shared;
}
