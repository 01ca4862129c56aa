package dev.backspike.api.artifact;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresCheckpointTest extends CheckpointTest {}
