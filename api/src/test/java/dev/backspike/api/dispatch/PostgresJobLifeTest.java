package dev.backspike.api.dispatch;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresJobLifeTest extends JobLifeTest {}
