-- The readings of the latest measuring days, for the fired.
WITH readings AS (
    SELECT client, measurement_id, day
    FROM read_parquet($measurements)
    WHERE analyte IN ('systolic', 'diastolic')
        AND day BETWEEN $window_from AND $as_of
        AND (setting IS NULL OR setting NOT IN $left_out_settings)
        AND result_status IN ('final', 'corrected')
        AND value IS NOT NULL
        AND client IN (
            SELECT client FROM outcomes WHERE uncontrolled_blood_pressure = 'fired'
        )
    QUALIFY dense_rank() OVER (PARTITION BY client, analyte ORDER BY day DESC)
        <= $measuring_days
)

SELECT
    client,
    'uncontrolled_blood_pressure' AS trigger,
    list_sort(list(measurement_id)) AS evidence,
    max(day) AS newest_on
FROM readings
GROUP BY client
