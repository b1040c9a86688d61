<?php
// A page that shows that everything is connected. Put your application in its place.
require __DIR__ . '/../database.php';
header('Content-Type: text/plain; charset=utf-8');
try {
    $database = database();
    count_event($database, 'visit');
    foreach ($database->query('select kind, times from events order by kind') as $event) {
        echo "{$event['kind']}: {$event['times']}\n";
    }
    file_put_contents('/var/lib/application/files/last-visit', gmdate('c') . "\n");
} catch (PDOException $error) {
    http_response_code(503);
    error_log('database: ' . $error->getMessage());
    echo "the database does not answer\n";
}
