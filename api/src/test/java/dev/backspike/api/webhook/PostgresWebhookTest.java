package dev.backspike.api.webhook;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresWebhookTest extends WebhookTest {}
