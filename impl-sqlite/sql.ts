// Made by write-sql.ts from queries.ts, where every query is checked by the compiler. Not to be edited.

import type { QueryName } from './queries.ts';

export const SQL: Readonly<Record<QueryName, string>> = {
  'workspace by hash':
    'select "workspace_id", "path", "deleted_revision", max("deleted_revision", ifnull(((select "newest"."revision" from "sessions" as "newest" where "newest"."workspace_id" = "workspaces"."workspace_id" order by "newest"."revision" desc limit 1)), 0)) as "last_revision" from "workspaces" where "hash" = +?',
  'last revision':
    'select max("deleted_revision", ifnull(((select "newest"."revision" from "sessions" as "newest" where "newest"."workspace_id" = "workspaces"."workspace_id" order by "newest"."revision" desc limit 1)), 0)) as "last_revision" from "workspaces" where "workspace_id" = +?',
  'insert workspace':
    'insert into "workspaces" ("hash", "path", "last_accessed") select +? as "hash", +? as "path", +? as "last_accessed" returning "workspace_id"',
  'adopt workspace path': 'update "workspaces" set "path" = +? where "workspace_id" = +? and "path" is null',
  'delete workspace': 'delete from "workspaces" where "workspace_id" = +?',
  'list workspaces':
    'select "hash", "path", (select count(*) as "count" from "sessions" where "sessions"."workspace_id" = "workspaces"."workspace_id") as "sessions" from "workspaces" order by "workspace_id"',
  'workspaces by hash': 'select "workspace_id", "hash", "path" from "workspaces" order by "hash"',
  'list versions':
    'select "workspaces"."hash", "workspaces"."workspace_id" || \' \' || "workspaces"."last_accessed" as "birth", max("workspaces"."deleted_revision", ifnull("sessions"."revision", 0)) as "revision", ifnull(lower(hex("sessions"."digest")), \'\') as "last" from "workspaces" left join "sessions" on "sessions"."session_key" = (select "newest"."session_key" from "sessions" as "newest" where "newest"."workspace_id" = +"workspaces"."workspace_id" order by "newest"."revision" desc, "newest"."session_key" desc limit 1) order by "workspaces"."workspace_id"',
  'last session key':
    'select max("session_key") as "key" from "sessions" where "session_key" between +? and +?',
  'first session by id':
    'select "session_key", "instance_count", "message_count", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", "total_files_changed", "total_lines_added", "total_lines_deleted", "task", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration" from "sessions" where ("workspace_id" = (select "workspaces"."workspace_id" from "workspaces" where "hash" = +?) and "id" = +?) order by "session_key" limit 1',
  'row of first session by id':
    'select "session_key", "workspace_id", "revision", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration", "total_files_changed", "total_lines_added", "total_lines_deleted", iif("created_us" between -9007199254740991 and 9007199254740991, "created_us", cast("created_us" as text)) as "created_us", iif("updated_us" between -9007199254740991 and 9007199254740991, "updated_us", cast("updated_us" as text)) as "updated_us", "instance_count", "message_count", "search_tail", "is_outside_vocabulary", "task", "digest", (select max("deleted_revision", ifnull(((select "newest"."revision" from "sessions" as "newest" where "newest"."workspace_id" = "sessions"."workspace_id" order by "newest"."revision" desc limit 1)), 0)) as "last_revision" from "workspaces" where "workspaces"."workspace_id" = "sessions"."workspace_id") as "last_revision" from "sessions" where ("workspace_id" = (select "workspaces"."workspace_id" from "workspaces" where "hash" = +?) and "id" = +?) order by "session_key" limit 1',
  'rows of sessions by id':
    'select "session_key", "workspace_id", "revision", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration", "total_files_changed", "total_lines_added", "total_lines_deleted", iif("created_us" between -9007199254740991 and 9007199254740991, "created_us", cast("created_us" as text)) as "created_us", iif("updated_us" between -9007199254740991 and 9007199254740991, "updated_us", cast("updated_us" as text)) as "updated_us", "instance_count", "message_count", "search_tail", "is_outside_vocabulary", "task", "digest" from "sessions" where "workspace_id" = +? and "id" = +? order by "session_key"',
  'row of session by key':
    'select "session_key", "workspace_id", "revision", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration", "total_files_changed", "total_lines_added", "total_lines_deleted", iif("created_us" between -9007199254740991 and 9007199254740991, "created_us", cast("created_us" as text)) as "created_us", iif("updated_us" between -9007199254740991 and 9007199254740991, "updated_us", cast("updated_us" as text)) as "updated_us", "instance_count", "message_count", "search_tail", "is_outside_vocabulary", "task", "digest" from "sessions" where "session_key" = +?',
  'range of sessions':
    'select "session_key", "instance_count", "message_count", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", "total_files_changed", "total_lines_added", "total_lines_deleted", "task", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration" from "sessions" where "session_key" between +? and +? order by "session_key" limit +?',
  'sessions by keys':
    'select "session_key", "instance_count", "message_count", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", "total_files_changed", "total_lines_added", "total_lines_deleted", "task", iif("total_duration" between 0 and 9007199254740991, "total_duration", cast("total_duration" as text)) as "total_duration" from "sessions" where "session_key" in (select value from json_each(+?)) order by "session_key"',
  'session keys':
    'select "session_key" from "sessions" where "session_key" between +? and +? order by "session_key"',
  'last place of instances': 'select max("position") as "position" from "instances" where "session_key" = +?',
  'last place of messages':
    'select max("position") as "position" from "chat_messages" where "session_key" = +?',
  'changed session keys':
    'select "session_key" from "sessions" where "workspace_id" = +? and "revision" > +? order by "session_key"',
  'instances of sessions':
    'select "instance_id" as "instanceId", "worktree_path" as "worktreePath", "branch", "agent_name" as "agentName", "status", "tmux_session_id" as "tmuxSessionId", "output", "start_time" as "startTime", "end_time" as "endTime", "files_changed" as "filesChanged", "lines_added" as "linesAdded", "lines_deleted" as "linesDeleted", "runtime", "model", "runtime_label" as "runtimeLabel" from "instances" where "session_key" between +? and +? order by "session_key", "position"',
  'summaries of instances':
    'select "instance_id" as "instanceId", "worktree_path" as "worktreePath", "branch", "agent_name" as "agentName", "status", "tmux_session_id" as "tmuxSessionId", "start_time" as "startTime", "end_time" as "endTime", "files_changed" as "filesChanged", "lines_added" as "linesAdded", "lines_deleted" as "linesDeleted", "runtime", "model", "runtime_label" as "runtimeLabel" from "instances" where "session_key" in (select value from json_each(+?)) order by "session_key", "position"',
  'owners of instances':
    'select "session_key" from "instances" where "session_key" in (select value from json_each(+?)) order by "session_key", "position"',
  'page of instances':
    'select "instance_id" as "instanceId", "worktree_path" as "worktreePath", "branch", "agent_name" as "agentName", "status", "tmux_session_id" as "tmuxSessionId", "output", "start_time" as "startTime", "end_time" as "endTime", "files_changed" as "filesChanged", "lines_added" as "linesAdded", "lines_deleted" as "linesDeleted", "runtime", "model", "runtime_label" as "runtimeLabel" from "instances" where "session_key" = +? order by "position" limit +? offset +?',
  'rows of instances':
    'select "session_key", "position", "instance_id", "worktree_path", "branch", "agent_name", "status", "tmux_session_id", "start_time", "end_time", "files_changed", "lines_added", "lines_deleted", "runtime", "model", "runtime_label", "is_outside_vocabulary", "digest", "output_codec", "output" from "instances" where "session_key" = +? order by "position"',
  'row of instance':
    'select "session_key", "position", "instance_id", "worktree_path", "branch", "agent_name", "status", "tmux_session_id", "start_time", "end_time", "files_changed", "lines_added", "lines_deleted", "runtime", "model", "runtime_label", "is_outside_vocabulary", "digest", "output_codec", "output" from "instances" where "session_key" = +? and "position" = +?',
  'messages of sessions':
    'select "id", "role", "content", "timestamp", "instance_id" as "instanceId" from "chat_messages" where "session_key" between +? and +? order by "session_key", "position"',
  'page of messages':
    'select "id", "role", "content", "timestamp", "instance_id" as "instanceId" from "chat_messages" where "session_key" = +? order by "position" limit +? offset +?',
  'rows of messages':
    'select "session_key", "position", "id", "role", "timestamp", "instance_id", "is_outside_vocabulary", "digest", "content" from "chat_messages" where "session_key" = +? order by "position"',
  'row of message':
    'select "session_key", "position", "id", "role", "timestamp", "instance_id", "is_outside_vocabulary", "digest", "content" from "chat_messages" where "session_key" = +? and "position" = +?',
  'insert session':
    'insert into "sessions" ("session_key", "workspace_id", "revision", "id", "session_type", "status", "created_at", "updated_at", "completed_at", "model", "timeout_seconds", "preserve_worktrees", "winner_id", "runtime_mix", "total_duration", "total_files_changed", "total_lines_added", "total_lines_deleted", "created_us", "updated_us", "instance_count", "message_count", "search_tail", "is_outside_vocabulary", "task", "digest") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  'update session':
    'update "sessions" set "revision" = ?, "id" = ?, "session_type" = ?, "status" = ?, "created_at" = ?, "updated_at" = ?, "completed_at" = ?, "model" = ?, "timeout_seconds" = ?, "preserve_worktrees" = ?, "winner_id" = ?, "runtime_mix" = ?, "total_duration" = ?, "total_files_changed" = ?, "total_lines_added" = ?, "total_lines_deleted" = ?, "created_us" = ?, "updated_us" = ?, "instance_count" = ?, "message_count" = ?, "search_tail" = ?, "is_outside_vocabulary" = ?, "task" = ?, "digest" = ? where "session_key" = ?',
  'touch session':
    'update "sessions" set "revision" = ?, "updated_at" = ?, "updated_us" = ?, "message_count" = ?, "search_tail" = ?, "digest" = ? where "session_key" = ?',
  'insert instance':
    'insert into "instances" ("session_key", "position", "instance_id", "worktree_path", "branch", "agent_name", "status", "tmux_session_id", "start_time", "end_time", "files_changed", "lines_added", "lines_deleted", "runtime", "model", "runtime_label", "is_outside_vocabulary", "digest", "output_codec", "output") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  'put instance':
    'replace into "instances" ("session_key", "position", "instance_id", "worktree_path", "branch", "agent_name", "status", "tmux_session_id", "start_time", "end_time", "files_changed", "lines_added", "lines_deleted", "runtime", "model", "runtime_label", "is_outside_vocabulary", "digest", "output_codec", "output") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  'insert message':
    'insert into "chat_messages" ("session_key", "position", "id", "role", "timestamp", "instance_id", "is_outside_vocabulary", "digest", "content") values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  'put message':
    'replace into "chat_messages" ("session_key", "position", "id", "role", "timestamp", "instance_id", "is_outside_vocabulary", "digest", "content") values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  'update status of instance':
    'update "instances" set "status" = +?, "is_outside_vocabulary" = +?, "digest" = +? where "session_key" = +? and "position" = +?',
  'delete sessions': 'delete from "sessions" where "session_key" between +? and +?',
  'delete instances from': 'delete from "instances" where "session_key" = +? and "position" >= +?',
  'delete messages from': 'delete from "chat_messages" where "session_key" = +? and "position" >= +?',
  'undigested session keys':
    'select "session_key" from (select "session_key" from "sessions" where "digest" is null union select "session_key" from "instances" where "digest" is null union select "session_key" from "chat_messages" where "digest" is null) as "undigested" where "session_key" between +? and +?',
  'miscounted session':
    'select "session_key", "id" from "sessions" where "session_key" in (select value from json_each(+?)) and ("instance_count" != (select count(*) as "number" from "instances" where "instances"."session_key" = "sessions"."session_key") or "message_count" != (select count(*) as "number" from "chat_messages" where "chat_messages"."session_key" = "sessions"."session_key")) order by "session_key" limit 1',
  'deleted sessions': 'select "session_key", "search_tail" from "deleted_sessions"',
  'forget deleted sessions': 'delete from "deleted_sessions"',
  'layout of file': 'select "text_digest", "body" from "file_layouts" where "workspace_id" = +?',
  'insert layout':
    'insert into "file_layouts" ("workspace_id", "text_digest", "body", "digest") values (+?, +?, +?, +?)',
  'delete layout': 'delete from "file_layouts" where "workspace_id" = +?',
};
