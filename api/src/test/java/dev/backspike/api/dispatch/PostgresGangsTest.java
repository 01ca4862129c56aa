package dev.backspike.api.dispatch;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresGangsTest extends GangsTest {}
