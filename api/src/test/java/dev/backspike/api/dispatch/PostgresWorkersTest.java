package dev.backspike.api.dispatch;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresWorkersTest extends WorkersTest {}
