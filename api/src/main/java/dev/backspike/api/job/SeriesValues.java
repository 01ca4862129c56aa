package dev.backspike.api.job;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A map from series to value as JSON text. */
@Converter
class SeriesValues implements AttributeConverter<Map<String, Double>, String> {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<TreeMap<String, Double>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(Map<String, Double> values) {
        return JSON.writeValueAsString(values);
    }

    @Override
    public Map<String, Double> convertToEntityAttribute(String text) {
        return JSON.readValue(text, TYPE);
    }

    /**
     * @return {@code known} with the better ones of {@code latest}: high accuracies, low losses; others have no best
     */
    static Map<String, Double> best(Map<String, Double> known, Map<String, Double> latest) {
        Map<String, Double> best = new HashMap<>(known);
        latest.forEach((series, value) -> {
            if (Double.isNaN(value)) {
                return;
            }
            if (series.endsWith(".accuracy")) {
                best.merge(series, value, Math::max);
            } else if (series.endsWith(".loss")) {
                best.merge(series, value, Math::min);
            }
        });
        return best;
    }
}
