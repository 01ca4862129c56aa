package dev.backspike.api.problem;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.CollectionFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;

/**
 * Converts a parameter that is given once into a list of one element. Spring would split it at commas, which labels and
 * names may contain; only values of enumerations are still split.
 */
final class WholeParameter implements ConditionalGenericConverter {

    private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

    private final ConversionService elements;

    WholeParameter(ConversionService elements) {
        this.elements = elements;
    }

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return Set.of(new ConvertiblePair(String.class, Collection.class));
    }

    @Override
    public boolean matches(TypeDescriptor source, TypeDescriptor target) {
        TypeDescriptor element = target.getElementTypeDescriptor();
        return element != null && !element.getType().isEnum();
    }

    @Override
    public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        if (source == null) {
            return null;
        }
        TypeDescriptor element = targetType.getElementTypeDescriptor();
        Collection<@Nullable Object> one =
                CollectionFactory.createCollection(targetType.getType(), element == null ? null : element.getType(), 1);
        one.add(element == null ? source : elements.convert(source, TEXT, element));
        return one;
    }
}
