<?php
// Run by php-application-cron.timer. Put what your application does in the background here.
require __DIR__ . '/database.php';
count_event(database(), 'cron');
file_put_contents('/var/lib/application/last-cron', gmdate('c') . "\n");
