package dev.backspike.common.json;

import java.util.function.Function;

/** Runs readers without a document, to describe what they read; shared by all objects of a schema. */
record Description(SchemaTexts texts, Definitions definitions) {

    /** Runs a reader and returns the schema of the object that it reads. */
    <T> Described<T> read(Function<Fields, ? extends T> reader) {
        DescribedFields object = new DescribedFields(this);
        T value = reader.apply(object);
        return new Described<>(value, object.schema(value));
    }

    /** Runs the reader of a nested object; returns a reference in place of its schema. */
    <T> Described<T> nested(Function<Fields, T> reader) {
        Described<T> described = read(reader);
        Class<?> type = ReadTypes.typeOf(
                described.value(), described.schema().path("properties").propertyNames());
        return new Described<>(described.value(), definitions.reference(Definitions.nameOf(type), described.schema()));
    }
}
