package dev.backspike.api.event;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresEventStreamTest extends EventStreamTest {}
