package dev.backspike.cli.terminal;

import java.util.List;

/** Lays out rows as columns of text. */
public final class Table {

    private Table() {}

    /** What a cell looks like; its text stays the same. */
    public interface Paint {
        String of(int column, String cell);
    }

    /** @param rows of equally many texts, which become columns of equal width */
    public static String aligned(List<List<String>> rows) {
        return aligned(rows, (column, cell) -> cell);
    }

    /**
     * @param rows of equally many texts, which become columns of equal width; the first is the header
     * @param paint of the cells below the header
     */
    public static String aligned(List<List<String>> rows, Paint paint) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int k = 0; k < columns; k++) {
                widths[k] = Math.max(widths[k], row.get(k).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int k = 0; k < columns; k++) {
                String cell = rows.get(r).get(k);
                line.append(r == 0 ? cell : paint.of(k, cell)).append(" ".repeat(widths[k] - cell.length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
