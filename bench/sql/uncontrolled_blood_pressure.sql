-- Mean pressures of the latest measuring days, for people with hypertension.
WITH concerned AS (
    SELECT DISTINCT client
    FROM read_parquet($diagnoses)
    WHERE day <= $as_of
        AND (confirmed IS NULL OR confirmed)
        AND (
            (system = 'icd10' AND code IN $hypertension_icd10)
            OR (system = 'icpc2' AND code IN $hypertension_icpc2)
            OR (system = 'snomed' AND code IN $hypertension_snomed)
        )
),

by_day AS (
    SELECT client, analyte, day, avg(value) AS value
    FROM read_parquet($measurements)
    WHERE analyte IN ('systolic', 'diastolic')
        AND day BETWEEN $window_from AND $as_of
        AND (setting IS NULL OR setting NOT IN $left_out_settings)
        AND result_status IN ('final', 'corrected')
        AND value IS NOT NULL
        AND client IN (SELECT client FROM concerned)
    GROUP BY client, analyte, day
),

latest AS (
    SELECT *
    FROM by_day
    QUALIFY row_number() OVER (PARTITION BY client, analyte ORDER BY day DESC)
        <= $measuring_days
),

means AS (
    SELECT
        client,
        CASE
            WHEN count(*) FILTER (analyte = 'systolic') >= $measuring_days
                THEN avg(value) FILTER (analyte = 'systolic')
        END AS systolic,
        CASE
            WHEN count(*) FILTER (analyte = 'diastolic') >= $measuring_days
                THEN avg(value) FILTER (analyte = 'diastolic')
        END AS diastolic
    FROM latest
    GROUP BY client
)

SELECT
    client,
    systolic,
    diastolic,
    CASE
        WHEN systolic >= $limit_systolic OR diastolic >= $limit_diastolic THEN 'fired'
        WHEN systolic IS NULL OR diastolic IS NULL THEN 'not_assessable'
        ELSE 'quiet'
    END AS outcome
FROM concerned
LEFT JOIN means USING (client)
