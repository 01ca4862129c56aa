package dev.backspike.common.spec.reading;

import dev.backspike.common.spec.JobSpec;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Lets a specification travel inside other JSON documents (the worker protocol) through the one strict parser. */
public final class JobSpecDeserializer extends ValueDeserializer<JobSpec> {

    @Override
    public JobSpec deserialize(JsonParser parser, DeserializationContext context) {
        return JobSpecParser.parse(context.readTree(parser));
    }
}
