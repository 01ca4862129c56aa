package dev.backspike.api.dataset;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresUploadTest extends UploadTest {}
