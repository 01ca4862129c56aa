package dev.backspike.api.schema;

import com.github.therapi.runtimejavadoc.ClassJavadoc;
import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentElement;
import com.github.therapi.runtimejavadoc.CommentText;
import com.github.therapi.runtimejavadoc.InlineLink;
import com.github.therapi.runtimejavadoc.InlineTag;
import com.github.therapi.runtimejavadoc.ParamJavadoc;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import dev.backspike.common.json.SchemaTexts;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Provides the Javadoc of types in Markdown. */
public final class JavadocTexts implements SchemaTexts {

    @Override
    public @Nullable String ofType(Class<?> type) {
        return text(RuntimeJavadoc.getJavadoc(type).getComment());
    }

    /**
     * Returns the Javadoc of a record component; for a sealed interface, that of the first permitted record that has
     * the field.
     */
    @Override
    public @Nullable String ofField(Class<?> type, String field) {
        return records(type)
                .map(RuntimeJavadoc::getJavadoc)
                .map(ClassJavadoc::getRecordComponents)
                .flatMap(components ->
                        components.stream().filter(one -> one.getName().equals(field)))
                .map(ParamJavadoc::getComment)
                .map(JavadocTexts::text)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(JavadocTexts::records)
                : Stream.of(type);
    }

    private static @Nullable String text(Comment comment) {
        String text = comment.getElements().stream().map(JavadocTexts::markdown).collect(Collectors.joining());
        String plain = text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("</?em>", "*")
                .replaceAll("\\s+", " ")
                .replaceAll(" ?<p> ?", "\n\n")
                .strip();
        return plain.isEmpty() ? null : plain;
    }

    private static String markdown(CommentElement element) {
        return switch (element) {
            case CommentText text -> text.getValue();
            case InlineTag tag -> "`" + tag.getValue() + "`";
            case InlineLink link -> "`" + link.getLink().getLabel() + "`";
            default -> throw new IllegalStateException("Javadoc element that has no Markdown: " + element);
        };
    }
}
