import { PipelineError } from '../core/errors.ts';
import { refuseNoChannel } from './channels.ts';

/** Where something is said, and as whom. */
export interface Place {
  /** Its name, with or without #, or its id. */
  readonly channel: string;
  /** The `ts` of the message that began the thread. */
  readonly thread?: string | undefined;
  readonly username?: string | undefined;
  /** `:name:` of an emoji, or the address of a picture. */
  readonly icon?: string | undefined;
  /** Whether names of people and channels in a text become links. */
  readonly linkNames?: boolean | undefined;
}

/** @throws PipelineError CONFIG for what Slack would not take */
export function refuseNoPlace({ channel, icon, thread }: Place): void {
  refuseNoChannel(channel);
  if (icon !== undefined && !/^:[^\s:]+:$|^https?:\/\/\S+$/.test(icon)) {
    throw new PipelineError('CONFIG', `The icon is "${icon}". Wanted: an emoji, such as :robot_face:, or an address.`);
  }
  if (thread !== undefined && !/^\d+\.\d+$/.test(thread)) {
    const wanted = 'Wanted: the ts of a message, such as 1723118400.000100.';
    throw new PipelineError('CONFIG', `The thread is "${thread}". ${wanted}`);
  }
}

/** As whom, in Slack's words. */
export const asWhom = ({ username, icon }: Place) => ({
  username,
  ...(icon !== undefined && (icon.startsWith(':') ? { icon_emoji: icon } : { icon_url: icon })),
});
