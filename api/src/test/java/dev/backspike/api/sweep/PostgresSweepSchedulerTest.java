package dev.backspike.api.sweep;

import dev.backspike.api.OnPostgres;

@OnPostgres
class PostgresSweepSchedulerTest extends SweepSchedulerTest {}
