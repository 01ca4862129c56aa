package dev.backspike.api;

@OnPostgres
class PostgresOwnershipTest extends OwnershipTest {}
