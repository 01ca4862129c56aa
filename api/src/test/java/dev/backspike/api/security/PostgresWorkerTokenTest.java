package dev.backspike.api.security;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresWorkerTokenTest extends WorkerTokenTest {}
