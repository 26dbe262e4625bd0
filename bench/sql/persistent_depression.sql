-- Latest results of the depression scales, for people with a depression or a result.
WITH by_day AS (
    SELECT client, analyte, day, avg(value) AS value
    FROM read_parquet($measurements)
    WHERE analyte IN ('phq9', 'bdi', 'epds')
        AND day BETWEEN $window_from AND $as_of
        AND result_status IN ('final', 'corrected')
        AND value IS NOT NULL
    GROUP BY client, analyte, day
),

latest AS (
    SELECT
        client,
        coalesce(arg_max(value, day) FILTER (analyte = 'phq9'), 0) AS phq9,
        max(day) FILTER (analyte = 'phq9') AS last_day,
        coalesce(arg_max(value, day) FILTER (analyte = 'bdi'), 0) AS bdi,
        coalesce(arg_max(value, day) FILTER (analyte = 'epds'), 0) AS epds
    FROM by_day
    GROUP BY client
),

-- The last PHQ-9 that lies far enough before the latest one.
earlier AS (
    SELECT client, max(day) AS earlier_day
    FROM by_day
    INNER JOIN latest USING (client)
    WHERE analyte = 'phq9' AND day <= last_day - $apart_days
    GROUP BY client
),

lasting AS (
    SELECT client, min(value) AS lasting_phq9
    FROM by_day
    INNER JOIN earlier USING (client)
    WHERE analyte = 'phq9' AND day >= earlier_day
    GROUP BY client
),

concerned AS (
    SELECT client
    FROM read_parquet($diagnoses)
    WHERE day BETWEEN $diagnosis_window_from AND $as_of
        AND confirmed IS DISTINCT FROM FALSE
        AND (
            (system = 'icd10' AND code IN $depression_icd10)
            OR (system = 'icpc2' AND code IN $depression_icpc2)
            OR (system = 'snomed' AND code IN $depression_snomed)
        )
    UNION
    SELECT client FROM latest
)

SELECT
    client,
    phq9,
    CASE WHEN phq9 IS NOT NULL THEN coalesce(lasting_phq9, 0) END AS lasting_phq9,
    bdi,
    epds,
    CASE
        WHEN phq9 IS NULL THEN 'not_assessable'
        WHEN phq9 >= $limit_phq9
            OR lasting_phq9 >= $limit_lasting_phq9
            OR bdi >= $limit_bdi
            OR epds >= $limit_epds
            THEN 'fired'
        ELSE 'quiet'
    END AS outcome
FROM concerned
LEFT JOIN latest USING (client)
LEFT JOIN lasting USING (client)
