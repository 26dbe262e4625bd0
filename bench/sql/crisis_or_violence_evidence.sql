-- The diagnoses that count, for the fired.
SELECT
    client,
    'crisis_or_violence' AS trigger,
    list_sort(list(diagnosis_id)) AS evidence,
    max(day) AS newest_on
FROM recorded_situations
WHERE client IN (SELECT client FROM outcomes WHERE crisis_or_violence = 'fired')
GROUP BY client
