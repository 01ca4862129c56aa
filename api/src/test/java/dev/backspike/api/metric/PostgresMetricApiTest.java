package dev.backspike.api.metric;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresMetricApiTest extends MetricApiTest {}
