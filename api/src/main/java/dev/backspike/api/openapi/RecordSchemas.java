package dev.backspike.api.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JavaType;
import dev.backspike.common.id.Identifier;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the schemas of records what the generator does not derive: a field is required unless it is omitted when
 * null, and nullable only if it is {@code @Nullable}. An identifier is a string. Any other record with a
 * {@code @JsonValue} is described by hand, under its name.
 */
final class RecordSchemas implements ModelConverter {

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        JavaType java = Json31.mapper().constructType(type.getType());
        if (java != null && Identifier.class.isAssignableFrom(java.getRawClass())) {
            return OpenApiConfiguration.typed("string");
        }
        if (java != null && java.getRawClass().isRecord() && writesItself(java.getRawClass())) {
            return OpenApiConfiguration.reference(java.getRawClass().getSimpleName());
        }
        Schema<?> resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        if (java != null && java.getRawClass().isRecord() && resolved != null) {
            Schema<?> model = resolved.get$ref() == null
                    ? resolved
                    : context.getDefinedModels().get(nameOf(resolved.get$ref()));
            if (model != null && model.getProperties() != null) {
                complete(model, java.getRawClass());
            }
        }
        return resolved;
    }

    private static boolean writesItself(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).anyMatch(method -> method.isAnnotationPresent(JsonValue.class));
    }

    private static void complete(Schema<?> model, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = nameOf(component);
            Schema<?> property = model.getProperties().get(name);
            if (property == null) {
                continue; // The field is hidden, or its fields are inlined.
            }
            boolean raw = component.isAnnotationPresent(JsonRawValue.class)
                    || component.getAccessor().isAnnotationPresent(JsonRawValue.class);
            Schema<?> shown = raw ? describedLike(property, OpenApiConfiguration.typed("object")) : property;
            if (leftOutIfNull(component)) {
                model.addProperty(name, shown);
                continue;
            }
            model.addProperty(name, withNulls(shown, component.getAnnotatedType()));
            if (model.getRequired() == null || !model.getRequired().contains(name)) {
                model.addRequiredItem(name);
            }
        }
    }

    private static String nameOf(RecordComponent component) {
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
    }

    private static boolean leftOutIfNull(RecordComponent component) {
        return leavesOutNull(component.getAccessor())
                || (leavesOutNull(component.getDeclaringRecord())
                        && component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    private static boolean leavesOutNull(AnnotatedElement element) {
        JsonInclude include = element.getAnnotation(JsonInclude.class);
        return include != null && include.value() == JsonInclude.Include.NON_NULL;
    }

    private static Schema<?> withNulls(Schema<?> schema, java.lang.reflect.AnnotatedType type) {
        if (type instanceof AnnotatedParameterizedType generic) {
            java.lang.reflect.AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            java.lang.reflect.AnnotatedType last = arguments[arguments.length - 1];
            if (schema.getItems() != null) {
                schema.setItems(withNulls(schema.getItems(), last));
            }
            if (schema.getAdditionalProperties() instanceof Schema<?> values) {
                schema.setAdditionalProperties(withNulls(values, last));
            }
        }
        return type.isAnnotationPresent(Nullable.class) ? orNull(schema) : schema;
    }

    private static Schema<?> orNull(Schema<?> schema) {
        if (schema.getAnyOf() != null) {
            return schema;
        }
        if (schema.get$ref() != null) {
            return describedLike(schema, either(new JsonSchema().$ref(schema.get$ref())));
        }
        if (schema.getEnum() != null) {
            return withNullAmong(schema);
        }
        if (schema.getTypes() != null) {
            schema.addType("null");
        }
        return schema;
    }

    /** A nullable enumeration must also list null as one of its values. */
    private static Schema<?> withNullAmong(Schema<?> schema) {
        Schema<Object> values = new JsonSchema();
        values.setEnum(List.copyOf(schema.getEnum()));
        return describedLike(schema, either(values));
    }

    private static Schema<?> either(Schema<?> values) {
        Schema<Object> either = new JsonSchema();
        either.setAnyOf(List.of(values, OpenApiConfiguration.typed("null")));
        return either;
    }

    private static Schema<?> describedLike(Schema<?> described, Schema<?> other) {
        return other.description(described.getDescription());
    }

    private static String nameOf(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
