package dev.backspike.api.security;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresTokenApiTest extends TokenApiTest {}
