-- The results of the window, for the fired.
SELECT
    client,
    'persistent_depression' AS trigger,
    list_sort(list(measurement_id)) AS evidence,
    max(day) AS newest_on
FROM read_parquet($measurements)
WHERE analyte IN ('phq9', 'bdi', 'epds')
    AND day BETWEEN $window_from AND $as_of
    AND result_status IN ('final', 'corrected')
    AND value IS NOT NULL
    AND client IN (SELECT client FROM outcomes WHERE persistent_depression = 'fired')
GROUP BY client
