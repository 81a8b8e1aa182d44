import type { Channel, SlackMessage, Workspace } from './workspace.ts';

export type Arguments = Readonly<Record<string, string>>;
export type Reply = Readonly<Record<string, unknown>>;
/** What a method does; a text is the code of an error. */
type Method = (args: Arguments, workspace: Workspace, url: string) => Reply | string;

/** The scopes of which one is needed. */
export const SCOPES: Readonly<Record<string, (args: Arguments) => readonly string[]>> = {
  'chat.postMessage': (args) => [
    'chat:write',
    ...(args.username || args.icon_emoji || args.icon_url ? ['chat:write.customize'] : []),
  ],
  'files.getUploadURLExternal': () => ['files:write'],
  'files.completeUploadExternal': () => ['files:write'],
  'conversations.list': ({ types = 'public_channel' }) =>
    types.split(',').map((type) => (type === 'public_channel' ? 'channels:read' : 'groups:read')),
  'conversations.history': () => ['channels:history'],
  'conversations.replies': () => ['channels:history'],
};
export const ALL_SCOPES = ['chat:write', 'chat:write.customize', 'files:write', 'channels:read', 'groups:read'].concat(
  'channels:history',
);

export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': () => ({ team: 'Test', user: 'bot', bot_id: 'B00000001' }),
  'chat.postMessage': postMessage,
  'conversations.list': list,
  'conversations.history': history,
  'conversations.replies': replies,
  'files.getUploadURLExternal': uploadUrl,
  'files.completeUploadExternal': completeUpload,
};

function postMessage(args: Arguments, workspace: Workspace): Reply | string {
  const channel = workspace.channel(args.channel, true);
  const refused = refusedIn(channel);
  if (!channel || refused) return refused ?? 'channel_not_found';
  const [blocks, attachments, metadata] = [json(args.blocks), json(args.attachments), json(args.metadata)];
  if (blocks !== undefined && !isBlocks(blocks)) return 'invalid_blocks';
  if (!args.text?.trim() && !args.blocks && !args.attachments) return 'no_text';
  if (args.metadata !== undefined && typeof metadata !== 'object') return 'invalid_metadata_format';
  const message = workspace.say(channel, {
    text: (args.text ?? '').slice(0, 40_000),
    ...(args.username && { username: args.username }),
    ...(args.icon_emoji && { icons: { emoji: args.icon_emoji } }),
    ...(args.icon_url && { icons: { image_48: args.icon_url } }),
    ...(args.thread_ts && { thread_ts: args.thread_ts }),
    ...(args.blocks && { blocks: blocks as object[] }),
    ...(args.attachments && { attachments: attachments as object[] }),
    ...(args.metadata && { metadata: metadata as object }),
  });
  return { channel: channel.id, ts: message.ts, message };
}

function list({ types = 'public_channel', limit = '100', cursor, exclude_archived }: Arguments, workspace: Workspace) {
  const wanted = workspace.channels.filter(
    (one) =>
      types.split(',').includes(one.private ? 'private_channel' : 'public_channel') &&
      !(exclude_archived === 'true' && one.archived) &&
      (one.member || !one.private),
  );
  const page = pageOf(wanted, limit, cursor);
  const channels = page.items.map((one) => ({
    ...{ id: one.id, name: one.name, is_private: one.private, is_archived: one.archived, is_member: one.member },
  }));
  return { channels, response_metadata: { next_cursor: page.next } };
}

/** The newest first, without what stands in threads alone. */
function history(args: Arguments, workspace: Workspace): Reply | string {
  const channel = workspace.channel(args.channel);
  const refused = refusedIn(channel, true);
  if (!channel || refused) return refused ?? 'channel_not_found';
  return messagesOf(
    workspace
      .read(channel)
      .filter(({ thread_ts }) => !thread_ts)
      .toReversed(),
    args,
  );
}

/** The one that began the thread, then the oldest first. */
function replies(args: Arguments, workspace: Workspace): Reply | string {
  const channel = workspace.channel(args.channel);
  const refused = refusedIn(channel, true);
  if (!channel || refused) return refused ?? 'channel_not_found';
  const thread = workspace.read(channel).filter(({ ts, thread_ts }) => ts === args.ts || thread_ts === args.ts);
  return thread.length === 0 ? 'thread_not_found' : messagesOf(thread, args);
}

function messagesOf(all: readonly SlackMessage[], args: Arguments): Reply {
  const { oldest = '0', limit = '100', cursor, include_all_metadata } = args;
  const page = pageOf(
    all.filter(({ ts }) => Number(ts) > Number(oldest)),
    limit,
    cursor,
  );
  const messages = page.items.map(({ metadata, ...message }) => ({
    ...message,
    ...(include_all_metadata === 'true' && metadata && { metadata }),
  }));
  return { messages, has_more: page.next !== '', response_metadata: { next_cursor: page.next } };
}

function uploadUrl({ filename, length, alt_txt }: Arguments, workspace: Workspace, url: string): Reply | string {
  if (!filename || !(Number(length) > 0)) return 'invalid_arguments';
  if (alt_txt && alt_txt.length > 1_000) return 'alt_txt_too_large';
  const id = `F${String(workspace.uploads.size + 1).padStart(8, '0')}`;
  const file = { id, name: filename, title: filename, size: Number(length), ...(alt_txt && { alt_txt }) };
  workspace.uploads.set(id, { file, data: undefined, shared: false });
  return { upload_url: `${url}/upload/v1/${id}`, file_id: id };
}

function completeUpload(args: Arguments, workspace: Workspace): Reply | string {
  const channel = workspace.channel(args.channel_id);
  const refused = refusedIn(channel);
  if (!channel || refused) return refused ?? 'channel_not_found';
  const files = [];
  for (const { id, title } of json(args.files) as { readonly id: string; readonly title?: string }[]) {
    const upload = workspace.uploads.get(id);
    if (!upload?.data || upload.shared) return 'file_not_found';
    upload.shared = true;
    files.push({ ...upload.file, title: title ?? upload.file.title });
  }
  const { initial_comment: text = '', thread_ts, username } = args;
  workspace.say(channel, { text, files, ...(thread_ts && { thread_ts }), ...(username && { username }) });
  return { files };
}

/** Why nothing can be said, or with `history` read, in a channel. */
function refusedIn(channel: Channel | undefined, history = false): string | undefined {
  if (!channel || (channel.private && !channel.member)) return 'channel_not_found';
  if (channel.archived && !history) return 'is_archived';
  return channel.member ? undefined : 'not_in_channel';
}

function pageOf<T>(all: readonly T[], limit: string, cursor = '') {
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString());
  const to = from + Math.min(999, Number(limit));
  const next = to < all.length ? Buffer.from(String(to)).toString('base64') : '';
  return { items: all.slice(from, to), next };
}

function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return 'no JSON';
  }
}

const isBlocks = (blocks: unknown): boolean =>
  Array.isArray(blocks) && blocks.length <= 50 && blocks.every((block) => typeof block?.type === 'string');
