<?php
// The connection to the database: where it is stands in the environment of the container, the password in a file.
function database(): PDO
{
    $source = sprintf('pgsql:host=%s;port=%s;dbname=%s', getenv('DB_HOST'), getenv('DB_PORT'), getenv('DB_NAME'));
    $database = new PDO($source, getenv('DB_NAME'), rtrim(file_get_contents(getenv('DB_PASSWORD_FILE')), "\r\n"), [PDO::ATTR_TIMEOUT => 5]);
    $database->exec('create table if not exists events (kind text primary key, times int not null)');
    return $database;
}

function count_event(PDO $database, string $kind): void
{
    $database->prepare('insert into events values (?, 1) on conflict (kind) do update set times = events.times + 1')
        ->execute([$kind]);
}
