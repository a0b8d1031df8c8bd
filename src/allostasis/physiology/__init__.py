"""The physiology: one file per subsystem, reading like its equations. The wiring of all of them is in `models`.

heroin               heroin, 6-monoacetylmorphine and morphine in the body
fentanyl             fentanyl in the body
oxycodone            oxycodone in the body
methadone            R-methadone in the body
buprenorphine        buprenorphine in the body, from tongue, vein and depots
naloxone             naloxone in the body
naltrexone           naltrexone in the body
oxytocin_drug        oxytocin that was given, on its way to plasma and brain
carbetocin           carbetocin, the long-acting analogue of oxytocin
oxytocin_antagonist  an antagonist of the oxytocin receptor
crf1_antagonist      an antagonist of the CRF1 receptor
yohimbine            the noradrenergic challenge
mu_receptor          the mu opioid receptor: occupancy, tone and effects
tolerance            the opponent of the opioid tone, and withdrawal
hpa                  the stress axis, from stress to cortisol
amygdala             corticotropin-releasing factor of the extended amygdala
oxytocin_cells       firing and release of oxytocin neurones under opioids
oxytocin_receptor    oxytocin receptors and the signal that they carry
dopamine             phasic dopamine and striatal D2 receptors
affect               hedonic state, its set point, and drive
load                 allostatic load
learning             what cues mean, and craving
incubation           the response to drug cues that grows in abstinence
arbitration          habit against goals
exposure             cues and stressors that the world presents
use                  the hazard of heroin use
pressing             presses of a lever for a drug
ventilation          drives of breathing, and what opioids take from them (this and the following: overdose, in seconds)
gas_exchange         oxygen and carbon dioxide in lung, blood, brain and other tissue
circulation          blood flow, its delays and its collapse
overdose_opioid      an injected opioid, plasma and effect site
overdose_receptor    opioid and antagonist at the mu receptor
rescue_absorbed      an antagonist from nose or muscle
rescue_injected      naloxone into the vein
modulation           forms that several subsystems share
"""
