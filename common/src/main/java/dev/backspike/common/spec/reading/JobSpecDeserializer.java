package dev.backspike.common.spec.reading;

import dev.backspike.common.spec.JobSpec;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads a specification inside other JSON documents, such as those of the worker protocol, with the same strict parser.
 */
public final class JobSpecDeserializer extends ValueDeserializer<JobSpec> {

    @Override
    public JobSpec deserialize(JsonParser parser, DeserializationContext context) {
        return JobSpecParser.parse(context.readTree(parser));
    }
}
