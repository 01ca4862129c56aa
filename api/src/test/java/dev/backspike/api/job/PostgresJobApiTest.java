package dev.backspike.api.job;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresJobApiTest extends JobApiTest {}
