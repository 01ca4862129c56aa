package dev.backspike.api.security;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresAuditTest extends AuditTest {}
