-- SQLite folds only ASCII; names are compared by a key that .NET folds (the function is registered for this migration).
alter table mapper add column name_key text not null default '';
update mapper set name_key = fold_name(username);
create unique index mapper_by_name on mapper (name_key);

-- What is told again with every look at the changes: few rows, found without reading the project.
create index task_locked on task (project_id, number) where lock_holder is not null;
