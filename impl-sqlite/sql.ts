// Made by write-sql.ts from queries.ts, where every query is checked by the compiler. Not to be edited.

import type { QueryName } from './queries.ts';

export const SQL: Readonly<
  Record<QueryName, { readonly text: string; readonly order: readonly number[] | null }>
> = {
  'workspace by hash': { text: 'select "workspace_id" from "workspaces" where "hash" = +?', order: null },
  'path of workspace': { text: 'select "path" from "workspaces" where "workspace_id" = +?', order: null },
  'insert workspace': {
    text: 'insert into "workspaces" ("hash", "path", "last_accessed") select +? as "hash", +? as "path", +? as "last_accessed" returning "workspace_id"',
    order: null,
  },
  'adopt workspace path': {
    text: 'update "workspaces" set "path" = +? where "workspace_id" = +? and "path" is null',
    order: null,
  },
  'delete workspace': { text: 'delete from "workspaces" where "workspace_id" = +?', order: null },
  'list workspaces': {
    text: 'select "hash", "path", (select count(*) as "count" from "sessions" where "sessions"."workspace_id" = "workspaces"."workspace_id") as "sessions" from "workspaces" order by "workspace_id"',
    order: null,
  },
  'workspaces by hash': {
    text: 'select "workspace_id", "hash", "path" from "workspaces" order by "hash"',
    order: null,
  },
  'list versions': {
    text: 'select "workspaces"."hash", "workspaces"."workspace_id" || \' \' || "workspaces"."last_accessed" as "birth", max("workspaces"."deleted_revision", ifnull("sessions"."revision", 0)) as "revision", ifnull(lower(hex("sessions"."digest")), \'\') as "last" from "workspaces" left join "sessions" on "sessions"."session_key" = (select "newest"."session_key" from "sessions" as "newest" where "newest"."workspace_id" = +"workspaces"."workspace_id" order by "newest"."revision" desc, "newest"."session_key" desc limit 1) order by "workspaces"."workspace_id"',
    order: null,
  },
  'revision of workspace': {
    text: 'select "workspace_id", "deleted_revision", ((select "revision" from "sessions" where "workspace_id" = "workspaces"."workspace_id" order by "revision" desc limit 1)) as "last" from "workspaces" where "hash" = +?',
    order: null,
  },
  'last revision': {
    text: 'select max("deleted_revision", ifnull(((select "revision" from "sessions" where "workspace_id" = +? order by "revision" desc limit 1)), 0)) as "revision" from "workspaces" where "workspace_id" = +?',
    order: [0, 0],
  },
  'last session key': {
    text: 'select max("session_key") as "key" from "sessions" where "session_key" >= +? and "session_key" <= +?',
    order: null,
  },
  'first session by id': {
    text: 'select "session_key", "instance_count", "message_count", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", "total_files_changed", "total_lines_added", "total_lines_deleted", "task", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration" from "sessions" where "workspace_id" = +? and "id" = +? order by "session_key" limit 1',
    order: null,
  },
  'session by key': {
    text: 'select "session_key", "instance_count", "message_count", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", "total_files_changed", "total_lines_added", "total_lines_deleted", "task", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration" from "sessions" where "session_key" = +?',
    order: null,
  },
  'row of first session by id': {
    text: 'select "session_key" as "session_key", "workspace_id" as "workspace_id", "revision" as "revision", "id" as "id", "session_type" as "session_type", "status" as "status", "created_at" as "created_at", "updated_at" as "updated_at", "completed_at" as "completed_at", "model" as "model", "timeout_seconds" as "timeout_seconds", "preserve_worktrees" as "preserve_worktrees", "winner_id" as "winner_id", "runtime_mix" as "runtime_mix", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration", "total_files_changed" as "total_files_changed", "total_lines_added" as "total_lines_added", "total_lines_deleted" as "total_lines_deleted", iif("created_us" between -9007199254740991 and 9007199254740991, "created_us", cast("created_us" as text)) as "created_us", iif("updated_us" between -9007199254740991 and 9007199254740991, "updated_us", cast("updated_us" as text)) as "updated_us", "instance_count" as "instance_count", "message_count" as "message_count", "search_tail" as "search_tail", "is_outside_vocabulary" as "is_outside_vocabulary", "task" as "task", "digest" as "digest" from "sessions" where "workspace_id" = +? and "id" = +? order by "session_key" limit 1',
    order: null,
  },
  'rows of sessions by id': {
    text: 'select "session_key" as "session_key", "workspace_id" as "workspace_id", "revision" as "revision", "id" as "id", "session_type" as "session_type", "status" as "status", "created_at" as "created_at", "updated_at" as "updated_at", "completed_at" as "completed_at", "model" as "model", "timeout_seconds" as "timeout_seconds", "preserve_worktrees" as "preserve_worktrees", "winner_id" as "winner_id", "runtime_mix" as "runtime_mix", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration", "total_files_changed" as "total_files_changed", "total_lines_added" as "total_lines_added", "total_lines_deleted" as "total_lines_deleted", iif("created_us" between -9007199254740991 and 9007199254740991, "created_us", cast("created_us" as text)) as "created_us", iif("updated_us" between -9007199254740991 and 9007199254740991, "updated_us", cast("updated_us" as text)) as "updated_us", "instance_count" as "instance_count", "message_count" as "message_count", "search_tail" as "search_tail", "is_outside_vocabulary" as "is_outside_vocabulary", "task" as "task", "digest" as "digest" from "sessions" where "workspace_id" = +? and "id" = +? order by "session_key"',
    order: null,
  },
  'row of session by key': {
    text: 'select "session_key" as "session_key", "workspace_id" as "workspace_id", "revision" as "revision", "id" as "id", "session_type" as "session_type", "status" as "status", "created_at" as "created_at", "updated_at" as "updated_at", "completed_at" as "completed_at", "model" as "model", "timeout_seconds" as "timeout_seconds", "preserve_worktrees" as "preserve_worktrees", "winner_id" as "winner_id", "runtime_mix" as "runtime_mix", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration", "total_files_changed" as "total_files_changed", "total_lines_added" as "total_lines_added", "total_lines_deleted" as "total_lines_deleted", iif("created_us" between -9007199254740991 and 9007199254740991, "created_us", cast("created_us" as text)) as "created_us", iif("updated_us" between -9007199254740991 and 9007199254740991, "updated_us", cast("updated_us" as text)) as "updated_us", "instance_count" as "instance_count", "message_count" as "message_count", "search_tail" as "search_tail", "is_outside_vocabulary" as "is_outside_vocabulary", "task" as "task", "digest" as "digest" from "sessions" where "session_key" = +?',
    order: null,
  },
  'range of sessions': {
    text: 'select "session_key", "instance_count", "message_count", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", "total_files_changed", "total_lines_added", "total_lines_deleted", "task", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration" from "sessions" where "session_key" >= +? and "session_key" <= +? order by "session_key" limit +?',
    order: null,
  },
  'session keys': {
    text: 'select "session_key" from "sessions" where "session_key" >= +? and "session_key" <= +? order by "session_key"',
    order: null,
  },
  'changed session keys': {
    text: 'select "session_key" from "sessions" where "workspace_id" = +? and "revision" > +? order by "session_key"',
    order: null,
  },
  'instances of sessions': {
    text: 'select "instance_id" as "instanceId", "worktree_path" as "worktreePath", "branch", "agent_name" as "agentName", "status", "tmux_session_id" as "tmuxSessionId", "output", "start_time" as "startTime", "end_time" as "endTime", "files_changed" as "filesChanged", "lines_added" as "linesAdded", "lines_deleted" as "linesDeleted", "runtime", "model", "runtime_label" as "runtimeLabel" from "instances" where "session_key" >= +? and "session_key" <= +? order by "session_key", "position"',
    order: null,
  },
  'instances of session': {
    text: 'select "instance_id" as "instanceId", "worktree_path" as "worktreePath", "branch", "agent_name" as "agentName", "status", "tmux_session_id" as "tmuxSessionId", "output", "start_time" as "startTime", "end_time" as "endTime", "files_changed" as "filesChanged", "lines_added" as "linesAdded", "lines_deleted" as "linesDeleted", "runtime", "model", "runtime_label" as "runtimeLabel" from "instances" where "session_key" = +? order by "position"',
    order: null,
  },
  'summaries of instances': {
    text: 'select "instance_id" as "instanceId", "worktree_path" as "worktreePath", "branch", "agent_name" as "agentName", "status", "tmux_session_id" as "tmuxSessionId", "start_time" as "startTime", "end_time" as "endTime", "files_changed" as "filesChanged", "lines_added" as "linesAdded", "lines_deleted" as "linesDeleted", "runtime", "model", "runtime_label" as "runtimeLabel" from "instances" where "session_key" = +? order by "position"',
    order: null,
  },
  'page of instances': {
    text: 'select "instance_id" as "instanceId", "worktree_path" as "worktreePath", "branch", "agent_name" as "agentName", "status", "tmux_session_id" as "tmuxSessionId", "output", "start_time" as "startTime", "end_time" as "endTime", "files_changed" as "filesChanged", "lines_added" as "linesAdded", "lines_deleted" as "linesDeleted", "runtime", "model", "runtime_label" as "runtimeLabel" from "instances" where "session_key" = +? order by "position" limit +? offset +?',
    order: null,
  },
  'rows of instances': {
    text: 'select "session_key", "position", "instance_id", "worktree_path", "branch", "agent_name", "status", "tmux_session_id", "start_time", "end_time", "files_changed", "lines_added", "lines_deleted", "runtime", "model", "runtime_label", "is_outside_vocabulary", "digest", "output_codec", "output" from "instances" where "session_key" = +? order by "position"',
    order: null,
  },
  'row of instance': {
    text: 'select "session_key", "position", "instance_id", "worktree_path", "branch", "agent_name", "status", "tmux_session_id", "start_time", "end_time", "files_changed", "lines_added", "lines_deleted", "runtime", "model", "runtime_label", "is_outside_vocabulary", "digest", "output_codec", "output" from "instances" where "session_key" = +? and "position" = +?',
    order: null,
  },
  'messages of sessions': {
    text: 'select "id", "role", "content", "timestamp", "instance_id" as "instanceId" from "chat_messages" where "session_key" >= +? and "session_key" <= +? order by "session_key", "position"',
    order: null,
  },
  'messages of session': {
    text: 'select "id", "role", "content", "timestamp", "instance_id" as "instanceId" from "chat_messages" where "session_key" = +? order by "position"',
    order: null,
  },
  'page of messages': {
    text: 'select "id", "role", "content", "timestamp", "instance_id" as "instanceId" from "chat_messages" where "session_key" = +? order by "position" limit +? offset +?',
    order: null,
  },
  'rows of messages': {
    text: 'select "session_key", "position", "id", "role", "timestamp", "instance_id", "is_outside_vocabulary", "digest", "content" from "chat_messages" where "session_key" = +? order by "position"',
    order: null,
  },
  'row of message': {
    text: 'select "session_key", "position", "id", "role", "timestamp", "instance_id", "is_outside_vocabulary", "digest", "content" from "chat_messages" where "session_key" = +? and "position" = +?',
    order: null,
  },
  'insert session': {
    text: 'insert into "sessions" ("session_key", "workspace_id", "revision", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", "total_duration", "total_files_changed", "total_lines_added", "total_lines_deleted", "created_us", "updated_us", "instance_count", "message_count", "search_tail", "is_outside_vocabulary", "task", "digest") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    order: null,
  },
  'update session': {
    text: 'update "sessions" set "revision" = ?, "id" = ?, "session_type" = ?, "status" = ?, "created_at" = ?, "updated_at" = ?, "completed_at" = ?, "model" = ?, "timeout_seconds" = ?, "preserve_worktrees" = ?, "winner_id" = ?, "runtime_mix" = ?, "total_duration" = ?, "total_files_changed" = ?, "total_lines_added" = ?, "total_lines_deleted" = ?, "created_us" = ?, "updated_us" = ?, "instance_count" = ?, "message_count" = ?, "search_tail" = ?, "is_outside_vocabulary" = ?, "task" = ?, "digest" = ? where "session_key" = ?',
    order: null,
  },
  'touch session': {
    text: 'update "sessions" set "revision" = ?, "updated_at" = ?, "updated_us" = ?, "message_count" = ?, "search_tail" = ?, "digest" = ? where "session_key" = ?',
    order: null,
  },
  'insert instance': {
    text: 'insert into "instances" ("session_key", "position", "instance_id", "worktree_path", "branch", "agent_name", "status", "tmux_session_id", "start_time", "end_time", "files_changed", "lines_added", "lines_deleted", "runtime", "model", "runtime_label", "is_outside_vocabulary", "digest", "output_codec", "output") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    order: null,
  },
  'put instance': {
    text: 'replace into "instances" ("session_key", "position", "instance_id", "worktree_path", "branch", "agent_name", "status", "tmux_session_id", "start_time", "end_time", "files_changed", "lines_added", "lines_deleted", "runtime", "model", "runtime_label", "is_outside_vocabulary", "digest", "output_codec", "output") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    order: null,
  },
  'insert message': {
    text: 'insert into "chat_messages" ("session_key", "position", "id", "role", "timestamp", "instance_id", "is_outside_vocabulary", "digest", "content") values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    order: null,
  },
  'put message': {
    text: 'replace into "chat_messages" ("session_key", "position", "id", "role", "timestamp", "instance_id", "is_outside_vocabulary", "digest", "content") values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    order: null,
  },
  'update status of instance': {
    text: 'update "instances" set "status" = +?, "is_outside_vocabulary" = +?, "digest" = +? where "session_key" = +? and "position" = +?',
    order: null,
  },
  'delete session': { text: 'delete from "sessions" where "session_key" = +?', order: null },
  'delete sessions': {
    text: 'delete from "sessions" where "session_key" >= +? and "session_key" <= +?',
    order: null,
  },
  'delete instances from': {
    text: 'delete from "instances" where "session_key" = +? and "position" >= +?',
    order: null,
  },
  'delete messages from': {
    text: 'delete from "chat_messages" where "session_key" = +? and "position" >= +?',
    order: null,
  },
  'undigested session keys': {
    text: 'select "session_key" from "sessions" where "digest" is null and "session_key" >= +? and "session_key" <= +? union select "session_key" from "instances" where "digest" is null and "session_key" >= +? and "session_key" <= +? union select "session_key" from "chat_messages" where "digest" is null and "session_key" >= +? and "session_key" <= +?',
    order: [0, 1, 0, 1, 0, 1],
  },
  'deleted sessions': { text: 'select "session_key", "search_tail" from "deleted_sessions"', order: null },
  'forget deleted sessions': { text: 'delete from "deleted_sessions"', order: null },
  'layout of file': {
    text: 'select "text_digest", "body" from "file_layouts" where "workspace_id" = +?',
    order: null,
  },
  'insert layout': {
    text: 'insert into "file_layouts" ("workspace_id", "text_digest", "body", "digest") values (+?, +?, +?, +?)',
    order: null,
  },
  'delete layout': { text: 'delete from "file_layouts" where "workspace_id" = +?', order: null },
};
